/* The cards of the protocol; a kind that is not here shows its turn's text only. */
import { LocationCard } from './card_location.js';
import { PhotoCard } from './card_photo.js';
import { ReceiptCard } from './card_receipt.js';
import { ProgressCard, RewardCard } from './card_report.js';
import { ShopsCard } from './card_shops.js';
import { SummaryCard } from './card_summary.js';

export const cards = {
	shop_candidates: ShopsCard,
	photo_request: PhotoCard,
	location_request: LocationCard,
	summary: SummaryCard,
	receipt: ReceiptCard,
	progress: ProgressCard,
	reward: RewardCard,
};
