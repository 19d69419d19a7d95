"""The journal's acts as its readers see them."""

from __future__ import annotations

ACTS = {
    "sign_in": "登录",
    "sign_out": "退出",
    "lock": "锁定登录",
    "unlock": "解除锁定",
    "second_factor": "验证第二步",
    "enrol_factor": "开启两步验证",
    "drop_factor": "关闭两步验证",
    "reset_factor": "重置两步验证",
    "renew_codes": "换恢复码",
    "change_password": "修改密码",
    "reset_password": "重置密码",
    "use_reset_link": "用链接设密码",
    "end_session": "结束登录",
    "end_sessions": "结束全部登录",
    "make_token": "建立密钥",
    "revoke_token": "停用密钥",
    "add_person": "增加人员",
    "change_person": "修改人员",
    "add_body": "增加单位",
    "change_body": "修改单位",
    "move_body": "移动单位",
    "activate": "恢复使用",
    "deactivate": "停用",
    "give_role": "授予角色",
    "take_role": "收回角色",
    "open_task": "开启任务",
    "start": "开始填报",
    "save": "修改内容",
    "add_project": "增加项目表",
    "remove_project": "删除项目表",
    "submit": "提交",
    "withdraw": "撤回",
    "approve": "同意",
    "send_back": "退回",
    "reopen": "退回已归档",
    "publish": "公开",
    "unpublish": "撤下公开",
    "refuse": "越权被拒",
    "verify_journal": "校验日志",
    "export_journal": "导出日志",
    "prune_access_logs": "清理访问日志",
    "read_access_log": "下载访问日志",
}
"""Short titles by an entry's act; its sentence tells the rest."""


def act_title(act: str) -> str:
    """Return an act's title; the act itself where it has none yet."""
    return ACTS.get(act, act)
