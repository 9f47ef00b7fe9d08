"""Numbers, ways to reach somebody and names beside a sign of a name are left out of a text before it is kept."""

import pytest

from fangxian.engine.anonymity import without_identity


@pytest.mark.parametrize(
    ("text", "kept", "left_out"),
    [
        ("口罩哪里买？", "口罩哪里买？", ()),
        ("打13912345678找我", "打…找我", ("number",)),
        ("打139 1234 5678找我", "打…找我", ("number",)),
        ("身份证33050119900307123X被登记两次", "身份证…被登记两次", ("number",)),
        ("座机0572-2345678没人接", "座机…没人接", ("number",)),
        ("2020-03-10起停水,12345热线说的", "2020-03-10起停水,12345热线说的", ()),
        ("浙E12345堵在门口", "…堵在门口", ("number",)),
        ("加微信号:huzhou_2020", "加…", ("contact",)),
        ("写信到wang.x@example.com", "写信到…", ("contact",)),
        ("张三丰老师没戴口罩", "…老师没戴口罩", ("name",)),
        ("我叫李小明,药店没有体温计", "我叫…,药店没有体温计", ("name",)),
        ("联系人:王芳", "联系人…", ("name",)),
        ("王某某说要封城", "…说要封城", ("name",)),
        ("Mr Smith says so", "Mr … says so", ("name",)),
        ("社区医生说要停诊,护士也这么说", "社区医生说要停诊,护士也这么说", ()),
        ("钟家桥的超市没有菜", "钟家桥的超市没有菜", ()),
    ],
)
def test_what_tells_who_somebody_is_is_left_out_and_the_rest_stays(text, kept, left_out):
    found = without_identity(text)
    assert (found.text, found.left_out) == (kept, left_out)


def test_wide_digits_and_digits_of_other_scripts_hide_no_number():
    assert without_identity("１３９１２３４５６７８").text == "…"
    assert without_identity("٠١٢٣٤٥٦٧٨٩").left_out == ("number",)
