#include "gateway/errors.h"

#include <string.h>

const struct error_type error_types[] = {
	{"json.bad",								    -32700, false, "消息不是合法的 JSON，请检查后重发",
         "the message is not valid JSON: correct it and send it again" },
	{ "request.bad",									-32600, false, "不是合法的请求：需要 jsonrpc、id、method，且先发送 hello",
         "not a valid request: it needs jsonrpc, id and method, and hello comes first" },
	{ "frame.bad",                 -32600, false,
         "二进制帧格式不对，请按 upload.begin 返回的 handle 和 offset 发送", "bad binary frame: use the handle and offset that upload.begin returned" },
	{ "method.unknown",								-32601, false, "没有这个方法", "there is no such method" },
	{ "params.bad",									-32602, false, "参数有误，请看 field 所指的字段",
         "a parameter is wrong: see the field named here" },

	{ "auth.needed", -32001, false, "请先登录", "please sign in first" },
	{ "auth.failed",								  -32001, false, "登录信息不正确，请核对后再试",
         "these sign-in details are not right: check them and try again" },
	{ "auth.expired",									-32001, false, "登录已过期，请重新登录",
         "your sign-in has expired: sign in again" },
	{ "auth.locked",     -32029, true, "尝试次数过多，请稍后再试",
         "too many attempts: try again later" },
	{ "auth.not_allowed",							     -32003, false, "当前身份不能进行此操作",
         "your role does not allow this" },

	{ "shop.not_found",									-32004, false, "未找到该店，请从候选中选择或写明店名",
         "no such shop: choose a candidate or write its name" },
	{ "report.not_found",						    -32004, false, "未找到该举报", "no such report" },
	{ "photo.not_found",								 -32004, false, "未找到该照片，请重新上传",
         "no such photo: upload it again" },
	{ "upload.not_found",									-32004, false, "上传已失效，请重新开始",
         "this upload is gone: begin again" },
	{ "reward.not_found",			      -32004, false, "未找到该奖励", "no such reward" },
	{ "conv.not_found",								-32004, false, "会话不存在，请重新打开",
         "no such conversation: open it again" },
	{ "score.not_found",									-32004, false, "没有这张评分卡", "no such score card" },
	{ "office.not_found",						       -32004, false, "没有这个管辖所", "no such office" },

	{ "key.reused",								-32009, false, "同一 key 已用于其他内容，请换一个新的 key",
         "this key was used with other content: make a new one" },
	{ "report.claimed",									-32009, false, "已被他人领取", "somebody else has claimed it" },
	{ "report.stale",               -32009, true, "内容刚被他人更新，请刷新后重试",
         "somebody has just changed it: refresh and try again" },
	{ "upload.offset",							       -32009, true, "上传位置不一致，请从返回的 offset 继续",
         "the offset differs: go on from the one returned" },

	{ "rule.state",									-32010, false, "当前状态下不能进行此操作",
         "its present state does not allow this" },
	{ "rule.not_claimed",				     -32010, false, "请先领取再处理", "claim it first" },
	{ "rule.undo_over",								-32010, false, "已超过撤销时间", "the time to undo is over" },
	{ "rule.own_reward",									 -32010, false, "核查人不能审批本案奖励",
         "who verified a case cannot approve its reward" },
	{ "rule.same_approver",					  -32010, false, "两次审批须由不同的人完成",
         "the two approvals must come from different people" },
	{ "rule.two_people",							   -32010, false, "须由另一人确认", "somebody else has to confirm" },
	{ "rule.signature",									-32010, false, "签名不正确，请用登记的密钥签名",
         "the signature is wrong: sign with your registered key" },
	{ "rule.no_contact",					       -32010, false, "举报人已要求停止联系，请按现有线索作出结论",
         "the reporter asked not to be contacted: decide with what is known" },
	{ "rule.reward_open",							     -32010, false, "奖励还在办理，办完后才能停止联系",
         "a reward is still under way: contact can end when it is settled" },
	{ "rule.conflict",									-32010, false, "与该店存在利害关系，须回避",
         "you have a declared link to this shop and must stand aside" },
	{ "rule.rail_limit",                          -32010, false, "超过该渠道限额，请改用银行卡",
         "above this channel's limit: use a bank account" },
	{ "rule.quota",							   -32010, true, "今日提交次数已达上限，明天可继续；紧急情况请拨打 12315",
         "today's limit is reached: go on tomorrow; call 12315 if it is urgent" },
	{ "rule.reason",									-32010, false, "该结论不能使用此理由",
         "this reason does not go with that verdict" },
	{ "rule.no_reward",							     -32010, false, "本案没有可领取的奖励",
         "there is no reward to claim here" },
	{ "rule.not_eligible",							    -32010, false, "按规定不符合领取条件",
         "the rules do not allow this payee" },
	{ "rule.payee",									-32010, false, "已登记身份，无需再填收款信息",
         "your identity is deposited: leave the payee out" },
	{ "rule.payee_needed",					      -32010, false, "请填写收款信息", "the payee is needed" },
	{ "rule.photo_type",							   -32010, false, "请将照片转换为 JPEG 后上传",
         "convert the photo to JPEG and upload it again" },
	{ "rule.photo_broken",									-32010, false, "照片不完整或已损坏，请重新拍摄上传",
         "the photo is incomplete or damaged: take or upload it again" },
	{ "rule.photo_size",					    -32010, false, "照片尺寸过大，请缩小后上传",
         "the photo is too large: make it smaller" },
	{ "rule.upload_limit",							   -32010, true, "上传中的照片过多，请先完成或稍后再试",
         "too many uploads under way: finish them or try later" },
	{ "rule.appeal_over",									-32010, false, "已超过申诉期限", "the time to appeal is over" },
	{ "rule.question",							     -32010, false, "当前没有待回答的问题",
         "there is no question to answer" },
	{ "rule.consent",							     -32010, false, "请先阅读并同意最新的隐私说明",
         "please read and accept the current privacy notice" },

	{ "rate.limited",									-32029, true, "操作过于频繁，请稍后再试",
         "too many requests: try again later" },
	{ "busy",					 -32050, true, "系统繁忙，内容未丢失，请稍后自动重试",
         "the service is busy; nothing is lost: try again shortly" },
	{ "internal",							    -32060, false, "系统内部错误，请稍后再试或拨打 12315",
         "internal error: try again later or call 12315" },
	{ .type = NULL								       }
};

const struct error_type *error_find(const char *type)
{
	const struct error_type *t = error_types;

	while (t->type && strcmp(t->type, type) != 0)
		t++;
	return t->type ? t : t - 1; /* the table ends with "internal" */
}
