"""One practice item of every question type, in Thai and English, as tests show them."""

from fractions import Fraction

from govlab.course import Item, Text
from govlab.course.interactions import (
    Case,
    Choice,
    Criterion,
    FreeText,
    Matching,
    Numeric,
    NumericAnswer,
    Option,
    Ordering,
    Premise,
    RubricLevel,
    TrueFalse,
)


def option(letter, th, en, correct, why_th, why_en, credit=None):  # noqa: PLR0917
    return Option(letter, Text(th, en), correct, Text(why_th, why_en), credit)


def item(slug, stem_th, stem_en, interaction, points=1):
    stem = Text(stem_th, stem_en)
    return Item("world", slug, 1, "practice", "aim", "apply", points, (), stem, interaction)


SINGLE = item(
    "gift",
    "ผู้รอผลคำขออนุญาตนำกระเช้าราคา 900 บาทมาให้ หน่วยงานประกาศ No Gift Policy แล้ว ควรทำอย่างไร",
    "Someone who awaits a permit brings a basket worth 900 baht. The agency has a No Gift Policy. "
    "What should be done?",
    Choice(
        (
            option(
                "a", "รับไว้ เพราะไม่เกิน 3,000 บาท", "Take it, for it is under 3,000 baht", False,
                "เพดานไม่ใช่ใบอนุญาตให้รับของจากผู้ที่มีเรื่องกับเรา",
                "The ceiling is no licence to take things from people who have business with us.",
            ),
            option(
                "b", "ไม่รับ และขอบคุณด้วยวาจา", "Decline it with thanks", True,
                "No Gift Policy คือไม่รับของขวัญทุกชนิดจากการปฏิบัติหน้าที่",
                "Under the policy no gift of any kind is taken from the performance of duty.",
            ),
            option(
                "c", "รับแล้วแบ่งกันทั้งกลุ่มงาน", "Take it and share it in the office", False,
                "การแบ่งไม่เปลี่ยนว่าของนั้นมาจากการปฏิบัติหน้าที่",
                "Sharing does not change where the gift comes from.",
            ),
        )
    ),
)  # fmt: skip

MULTIPLE = item(
    "signs",
    "ข้อใดเป็นสัญญาณของผลประโยชน์ขัดกันในการจัดซื้อ",
    "Which are signs of a conflict of interest in procurement?",
    Choice(
        (
            option(
                "a", "กรรมการเป็นพี่น้องของผู้เสนอราคา", "A committee member is a bidder's sibling",
                True, "เครือญาติเป็นส่วนได้เสียโดยตรง", "Kinship is a direct interest.",
            ),
            option(
                "b", "ประกาศเชิญชวนลงเว็บไซต์หน่วยงาน", "The call stands on the agency's website",
                False, "การเปิดเผยเป็นวิธีป้องกัน", "Publishing prevents conflicts.",
            ),
            option(
                "c", "ผู้เขียนคุณลักษณะเคยเป็นลูกจ้างของผู้เสนอราคา",
                "The author of the specification used to work for a bidder", True,
                "ความสัมพันธ์เดิมต้องเปิดเผย", "A former tie has to be disclosed.",
            ),
            option(
                "d", "เปิดซองต่อหน้าพยาน", "Bids are opened before witnesses", False,
                "เป็นวิธีปฏิบัติที่โปร่งใส", "That is open practice.",
            ),
        ),
        several=True,
    ),
    points=2,
)  # fmt: skip

TRUEFALSE = item(
    "best-plot",
    "แปลงที่ดินของลุงดีที่สุดจริง จึงไม่ต้องเปิดเผยว่าเป็นของลุง",
    "The uncle's plot truly is the best, so that the tie need not be disclosed.",
    TrueFalse(
        truth=False,
        if_true=Text("ยังไม่ถูก การเปิดเผยไม่ขึ้นกับว่าแปลงใดดีที่สุด", "Not so: the duty does not hang on it."),
        if_false=Text("ใช่ ต้องเปิดเผยเสมอ", "Yes, it is always to be disclosed."),
        options=(
            option(
                "a", "เพราะความขัดกันเกิดจากฐานะ ไม่ใช่จากผลการตัดสิน",
                "A conflict arises from a position, not from the outcome", True,
                "ฐานะของผู้ตัดสินทำให้ต้องเปิดเผย", "The position of the one who decides makes it so.",
            ),
            option(
                "b", "เพราะราคาของแปลงสูงเกินไป", "The price is too high", False,
                "ราคาไม่เกี่ยวกับหน้าที่เปิดเผย", "The price has nothing to do with the duty.",
            ),
            option(
                "c", "เพราะเพื่อนร่วมงานรู้เรื่องอยู่แล้ว", "The colleagues know already", False,
                "การรู้กันเองไม่ใช่การเปิดเผยเป็นหนังสือ", "Knowing is not a disclosure in writing.",
            ),
        ),
    ),
)  # fmt: skip

ORDERING = item(
    "four-steps",
    "เรียงวิธีสี่ขั้นเมื่อผลประโยชน์ขัดกัน",
    "Put the four steps for a conflict of interest in order.",
    Ordering(
        (
            option("a", "เปิดเผยเป็นหนังสือต่อผู้บังคับบัญชา", "Disclose in writing to your superior",
                   False, "เปิดเผยเมื่อแยกประโยชน์ได้ชัดแล้ว", "Disclose once the interests are clear."),
            option("b", "หยุด ยังไม่ตัดสินหรือลงนาม", "Stop: do not decide or sign",
                   False, "หยุดก่อนจึงไม่มีอะไรเสียเพิ่ม", "Stop first, so that nothing more is harmed."),
            option("c", "ส่งต่อให้ผู้ไม่มีส่วนได้เสียตัดสิน", "Hand over to someone without an interest",
                   False, "ส่งต่อเป็นขั้นสุดท้าย", "Handing over comes last."),
            option("d", "แยกประโยชน์ส่วนตัวกับส่วนรวม", "Separate private and public interest",
                   False, "แยกก่อนจึงเขียนได้ว่าจะเปิดเผยอะไร", "Separate before you write it down."),
        ),
        ("b", "d", "a", "c"),
    ),
    points=3,
)  # fmt: skip

MATCHING = item(
    "channels",
    "จับคู่เรื่องกับผู้ที่ควรรับเรื่อง",
    "Match each matter with the body that should receive it.",
    Matching(
        (
            Premise("1", Text("ขอคำปรึกษาเรื่องธรรมาภิบาล", "Advice on governance"), "b",
                    Text("คลินิกของสำนักงาน ป.ป.ท. ให้คำปรึกษา", "The PACC's clinic advises.")),
            Premise("2", Text("แจ้งการรับของขวัญที่จำเป็นต้องรับ", "A gift that had to be taken"), "c",
                    Text("แจ้งผู้บริหารสูงสุดภายใน 30 วัน", "To the head of the agency in 30 days.")),
            Premise("3", Text("ขอยืมรถราชการ", "Borrowing an official car"), "a",
                    Text("ต้องขออนุญาตตามระเบียบ", "Permission is needed under the rules.")),
        ),
        (
            option("a", "ผู้มีอำนาจอนุญาตของหน่วยงาน", "The agency's authority for permits", False,
                   "ผู้อนุญาตตามระเบียบ", "Gives permission."),
            option("b", "คลินิกส่งเสริมธรรมาภิบาลต่อต้านการทุจริต", "The governance clinic", False,
                   "ให้คำปรึกษา", "Advises."),
            option("c", "ผู้บริหารสูงสุดของหน่วยงาน", "The head of the agency", False,
                   "รับแจ้งเรื่องของขวัญ", "Is told of gifts."),
            option("d", "ผู้ขายสินค้า", "The seller", False, "ไม่มีหน้าที่รับเรื่อง", "Has no such duty."),
        ),
    ),
    points=3,
)  # fmt: skip

NUMERIC = item(
    "days",
    "รับของขวัญเกินเพดานเพราะจำเป็น ต้องแจ้งภายในกี่วัน",
    "Within how many days is a gift above the ceiling to be reported?",
    Numeric(
        (
            NumericAnswer(Fraction(30), Fraction(0), Fraction(1),
                          Text("หลักเกณฑ์ให้แจ้งภายใน 30 วัน", "The rules give 30 days.")),
            NumericAnswer(Fraction(15), Fraction("0.5"), Fraction(1, 4),
                          Text("15 วันเป็นเวลาของเรื่องอื่น", "15 days belong to another matter.")),
        ),
        Text("ไม่ใช่จำนวนวันตามหลักเกณฑ์", "That is not the number in the rules."),
        Text("วัน", "days"),
    ),
)  # fmt: skip

TEXT = item(
    "memo",
    "เขียนบันทึกเปิดเผยของนภาถึงปลัดเทศบาล",
    "Write Napha's disclosure to the town's chief administrator.",
    FreeText(
        (
            Criterion("tie", Text("บอกความเกี่ยวข้อง", "Names the tie"), (
                RubricLevel(0, Text("ไม่บอก", "Does not")),
                RubricLevel(1, Text("บอกว่าเกี่ยวข้อง", "Says there is one")),
                RubricLevel(2, Text("บอกว่าเกี่ยวข้องอย่างไรและทราบเมื่อใด", "Says which, since when")),
            )),
            Criterion("ask", Text("ขอให้ผู้อื่นตัดสิน", "Asks that someone else decide"), (
                RubricLevel(0, Text("ไม่ขอ", "Does not")),
                RubricLevel(1, Text("ขอชัดเจน", "Does so clearly")),
            )),
        ),
        Text(
            "เรียน ปลัดเทศบาล ที่ดินแปลงที่สองเป็นของลุงซึ่งเลี้ยงดูดิฉันมา ดิฉันทราบเมื่อวันที่ 3 มิถุนายน "
            "จึงขอให้ผู้ไม่มีส่วนได้เสียตัดสินแทน",
            "The second plot is my uncle's, who brought me up; I have known since 3 June and ask "
            "that someone without an interest decide.",
        ),
        words=60,
    ),
    points=3,
)  # fmt: skip

CASE = item(
    "landfill",
    "เทศบาลตำบลบ้านธารจะเช่าที่ดินทำบ่อขยะ นภาเป็นกรรมการคัดเลือก แปลงที่สองเป็นของลุง "
    "สามวันก่อนประชุม ผู้รับเหมานำโทรศัพท์ราคา 8,000 บาทมาให้",
    "The town of Ban Than will rent land for a landfill. Napha sits on the committee; the second "
    "plot is her uncle's. Three days before the meeting a contractor brings a telephone worth "
    "8,000 baht.",
    Case(
        (
            item(
                "landfill/over", "โทรศัพท์ราคาเกินเพดาน 3,000 บาทอยู่กี่บาท",
                "By how many baht does the telephone pass the ceiling of 3,000 baht?",
                Numeric(
                    (NumericAnswer(Fraction(5000), Fraction(0), Fraction(1),
                                   Text("8,000 − 3,000 = 5,000", "8,000 − 3,000 = 5,000")),),
                    Text("ลบเพดานออกจากราคา", "Take the ceiling from the price."),
                    Text("บาท", "baht"),
                ),
            ),
            item(
                "landfill/act", "นภาควรทำอย่างไรกับโทรศัพท์", "What should Napha do with it?",
                Choice(
                    (
                        option("a", "ไม่รับและบันทึกไว้", "Decline and note it", True,
                               "รักษาประโยชน์ส่วนรวม", "It serves the public."),
                        option("b", "รับไว้ก่อนแล้วค่อยแจ้ง", "Take it and tell later", False,
                               "มาจากผู้ที่จะได้งาน", "It comes from one who hopes for the work."),
                        option("c", "ฝากให้เพื่อนใช้", "Lend it to a friend", False,
                               "ผู้อื่นได้ก็นับ", "Others' gain counts too."),
                    )
                ),
            ),
        )
    ),
    points=2,
)  # fmt: skip

ALL = (SINGLE, MULTIPLE, TRUEFALSE, ORDERING, MATCHING, NUMERIC, TEXT, CASE)
