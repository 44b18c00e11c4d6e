/* WeChat Pay 商家转账 (APIv3) as a rail. */
#ifndef PAYOUT_RAIL_WECHAT_H
#define PAYOUT_RAIL_WECHAT_H

#include "base/config.h"
#include "base/secret.h"
#include "payout/rail.h"

/* Reads the keys that the wechat_* configuration names. ERR_INPUT with sentences in why. */
CHECKED
enum err rail_wechat_init(const struct config *c, struct rail *ret_rail, struct buf *why);

#endif
