"""What clinics ask about: of the items on their published lists, at least nine in ten have a rule.

The items are those of some twenty clinics' contraindication lists and consent forms, read in
public, in our words; each stands as one would write it into a case.
"""

from __future__ import annotations

from typing import Any

import pytest

from neocol.consult import screen
from neocol.record import Candidacy, Case
from tests.samples import case

CONDITIONS = """active acne|acne grade IV|pimples with pus|active rosacea|severe rosacea|eczema on the face|psoriasis on the face
dermatitis on the cheeks|history of contact dermatitis|rash on the face|irritated skin on the cheeks|bruised skin on the cheek
open wound on the cheek|open sores on the face|cuts on the cheek|warts on the face|raised moles on the cheek|birthmark on the cheek
haemangioma on the cheek|port wine stain on the cheek|skin tags on the neck, face|telangiectasia on the cheeks|actinic keratosis
skin cancer on the face|history of skin cancer|malignant melanoma|suspicious lesion|keloid scars|history of keloids|hypertrophic scarring
fresh scar on the cheek|scar less than 6 months old on the cheek|burn scar on the cheek|atrophic skin on the cheeks|sunburn
recently tanned|fake tan|cold sores|herpes simplex|shingles on the face|impetigo|ringworm on the face|folliculitis on the face
fungal infection on the face|bacterial infection of the skin of the face|fever|flu|scleroderma|collagen vascular disease|lupus
rheumatoid arthritis|autoimmune disease|vitiligo|lichen planus|diabetes|uncontrolled diabetes|slow healing|poor wound healing
haemophilia|bleeding disorder|blood clotting disorder|low platelets|anaemia|HIV positive|hepatitis B|hepatitis C
immunosuppressed|weak immune system|cancer|chemotherapy|radiotherapy to the face 2 months ago|heart disease|cardiac abnormality
heart condition|pacemaker|mitral valve disorder|high blood pressure|stroke|blood clots|epilepsy|seizures|fainting with needles
liver disease|kidney disease|thyroid disease Graves|porphyria|urticaria|hidradenitis on the face|body dysmorphia|mental illness
psychosis|smoker|heavy drinking|pregnant|breastfeeding|trying to get pregnant|gave birth 2 months ago|melasma
post inflammatory hyperpigmentation|hyperpigments easily|metal implant in the face|methaemoglobinaemia|G6PD deficiency
tattoo on the cheek|permanent make up on the lips|eyebrow microblading|nose piercing"""
MEDICATIONS = """Accutane|Roaccutane finished 3 months ago|acitretin|Retin-A|retinol|glycolic acid|salicylic acid|benzoyl peroxide
hydroquinone|warfarin|heparin|Eliquis|Coumadin|aspirin|clopidogrel|ibuprofen|naproxen|fish oil|vitamin E|ginkgo
prednisone|steroids|methotrexate|Humira|immunosuppressants|chemotherapy|doxycycline|photosensitising antibiotics minocycline
hormone replacement therapy|contraceptive pill|antihistamine|St John's wort|Efudix|minoxidil tablets"""
PROCEDURES = """dermal filler last week|Botox last week|chemical peel last week|laser last week|CO2 laser 2 months ago|IPL last week
waxing yesterday|hair removal cream yesterday|electrolysis last week|dermabrasion 1 month ago|facelift 6 months ago
blepharoplasty 6 months ago|facial surgery 2 months ago|fat transfer to the face 2 months ago|thread lift last month
microneedling last week|Morpheus8 last month|mesotherapy last week|PRP last week|microdermabrasion last week|dermaplaning yesterday
steroid injection in the scar last week|phototherapy last week"""
ALLERGIES = """stainless steel|nickel|lidocaine|local anaesthetic|numbing cream|benzocaine|latex|hyaluronic acid|propylene glycol
chlorhexidine|adhesives"""
OTHERS: list[dict[str, Any]] = [
    {"age": 17},
    {"age": 20},
    {"fitzpatrick": "VI"},
    {"pregnancy": "possible"},
    {"planned_areas": "eyelids"},
    {"plan": {"device": "home roller", "needle_mm": 1.5}},
    {"plan": {"device": "pen", "needle_mm": 3.0}},
    {"plan": {"device": "pen", "combined_therapy": "exosomes"}},
    {"plan": {"device": "pen", "combined_therapy": "vitamin C serum under the needles"}},
    {"medications": None},
]


def _lines(text: str) -> list[str]:
    return [item for line in text.splitlines() for item in line.split("|") if item]


ITEMS: list[dict[str, Any]] = [
    *({"conditions": [item]} for item in _lines(CONDITIONS)),
    *({"medications": [item]} for item in _lines(MEDICATIONS)),
    *({"recent_procedures": [item]} for item in _lines(PROCEDURES)),
    *({"allergies": [item]} for item in _lines(ALLERGIES)),
    *OTHERS,
]
NOT_A_RULE = {"C-175", "C-175a"}


def ask(item: dict[str, Any]) -> Candidacy:
    return screen(Case.read(case(**{"planned_areas": "face", **item})))


def test_nine_in_ten_items_of_clinics_lists_have_a_rule() -> None:
    without = [item for item in ITEMS if not {f.rule for f in ask(item).findings} - NOT_A_RULE]
    share = 1 - len(without) / len(ITEMS)
    assert share >= 0.98, f"{share:.1%} of {len(ITEMS)}; without a rule: {without}"


@pytest.mark.parametrize("field", ["conditions", "medications", "allergies", "recent_procedures"])
def test_ordinary_health_has_no_finding_that_changes_anything(field: str) -> None:
    ordinary = {
        "conditions": "asthma|hay fever|migraine|hypothyroidism|high cholesterol|IBS|depression|"
        "back pain|wrinkles|acne scars|PCOS|arthritis of the knee|gastric reflux|varicose veins",
        "medications": "levothyroxine|ventolin inhaler|omeprazole|atorvastatin|sertraline|"
        "paracetamol|ramipril|vitamin D|cetirizine|amlodipine|folic acid|iron tablets",
        "allergies": "penicillin|peanuts|pollen|cats|shellfish|none|NKDA",
        "recent_procedures": "dental filling last week|flu jab yesterday|mammogram last month|"
        "LASIK 2 years ago|appendectomy in 2010|haircut yesterday|physiotherapy",
    }
    for item in _lines(ordinary[field]):
        assert ask({field: [item]}).decision == "eligible", item
