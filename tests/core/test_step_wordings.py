"""Every step on wordings that nobody wrote down for it: general rules alone, on a page of no known site."""

from functools import cache
from pathlib import Path

import pytest

from clean.batch import clean_batch, pages_of
from clean.rules import RuleSet, load_rules

SEEDS = Path(__file__).parents[2] / "seeds"

PROSE = (
    "The council has voted to raise the harbour wall by a metre, and the work, which was put "
    "off twice, is to "
    "begin before the winter, as the minutes of its last meeting show to anybody who asks."
)
MORE = (
    "Nobody had asked the branches what they made of it, although the chair had promised in the spring that "
    "they would be heard and that their answers would be read out at the next meeting."
)
TITLE = "Harbour wall to be raised again"

# Each stands as a block of its own between paragraphs of the article.
GOES = {
    "donation_appeal": [
        "The SKWAWKBOX needs your support. This blog is provided free of charge but depends on the "
        "generosity of "
        "its readers to be viable. If you can afford to, please click here to arrange a one-off or "
        "modest monthly "
        "donation via PayPal or here to set up a monthly donation via GoCardless.",
        "SKWAWKBOX needs your support. This site is provided free of charge but depends on the "
        "support of its "
        "readers to be viable. If you’d like to help it keep revealing the news as it is and not what the "
        "Establishment wants you to hear, please click here to arrange a one-off or modest monthly "
        "donation via PayPal.",
        "This website is free to read but relies on its readers’ generosity. Please support it "
        "through GoCardless.",
        "Our reporting is free for all, and funded by readers like you. Please contribute what you can.",
        "Enjoyed this piece? Please consider making a donation via PayPal so that we can carry on.",
        "If you like what we do, buy me a coffee!",
    ],
    "reblog_notice": [
        "If you wish to republish this article for non-commercial use you may do so – see here for terms.",
        "You are welcome to repost this story; please link back to the original.",
        "Feel free to reblog our posts as long as you credit the author.",
    ],
    "reply_form": [
        "Leave a Reply to hilary772013Cancel reply",
        "Leave a Reply to NAME",
        "Leave a comment",
        "Post a Comment",
        "Your e-mail address will not be published. Required fields are marked *",
        "Click here to cancel reply.",
        "Comments are closed.",
        "You must be logged in to post a comment.",
    ],
    "comment_count": [
        "36 comments",
        "1 Comment",
        "(12) Comments",
        "1,204 Responses to “Harbour wall”",
        "7 thoughts on “Harbour wall to be raised again”",
        "Comments (36)",
        "No Comments",
        "5 replies",
    ],
    "like_widget": [
        "%d bloggers like this:",
        "12 bloggers like this:",
        "Like this:",
        "Like Loading...",
        "Be the first to like this.",
    ],
    "reaction_bar": [
        "Like Love Haha Wow Sad Angry",
        "Love 3 Haha 1 Wow 0 Sad 2 Angry 9",
        "like · love · care · haha",
    ],
    "related_posts": [
        "Related Posts",
        "Related articles:",
        "You may also like",
        "Recommended for you",
        "READ MORE",
    ],
    "subscribe_footer": [
        "Discover more from The Harbour Log",
        "Subscribe now to keep reading and get access to the full archive.",
        "Discover more from A Blog by Ada Quay\n\nSubscribe to get the latest posts sent to your "
        "email.\n\nContinue reading",
    ],
    "newsletter_prompt": [
        "Sign up for our weekly newsletter.",
        "Enter your email address to subscribe to this blog and receive notifications of new posts by email.",
        "Get the latest from the quay straight to your inbox.",
        "Subscribe to our daily briefing",
    ],
    "privacy_notice": [
        "See our privacy policy for how we use your data.",
        "By signing up, you agree to our terms and conditions.",
        "Visit our privacy Policy for more information about our services and how you can unsubscribe.",
    ],
    "option_list": [
        "Select your trade and enter your email address\n  • Boats\n  • Ropes\n  • Sails\n  • Tar",
        "Please select your job title to sign up for the newsletter\n  • Mate\n  • Cook\n  • "
        "Captain\n  • Pilot",
        "Enter your email\n  1. Weekly\n  2. Daily\n  3. Monthly\n  4. Never",
    ],
    "partner_content": [
        "Content from our partners\nHow to insure a boat\nRope or chain?",
        "Sponsored stories\nOne trick that boat owners use\nTar for all",
        "Advertisement",
        "FROM OUR PARTNERS\nTar for beginners\nRope for all",
    ],
    "image_name": [
        "ww momentum.jpeg",
        "IMG_2043.JPG",
        "harbour-wall-1024x768",
        "banner_300x200",
        "harbour wall.webp",
    ],
    "share_bar": [
        "Share on Facebook",
        "Tweet this post",
        "SHARES 12",
        "Pin It",
        "1.2K Shares",
        "Auf Facebook teilen",
    ],
    "page_navigation": [
        "Older posts",
        "Previous Story | Next Story",
        "« Previous",
        "Return to top",
        "All posts",
    ],
    "reading_time": [
        "7 min read",
        "Reading Time: 12 mins",
        "March 4, 2019 · 3 minute read",
        "Temps de lecture : 4 min",
    ],
    "advertisement": ["Article continues below advertisement", "Werbung", "SKIP ADVERTISEMENT"],
    "media_player": ["Audio player is loading", "Remaining Time -0:00", "Listen to this story", "Unmute"],
    "rating_widget": ["Was this page helpful?", "Thank you for your feedback!", "Report a typo"],
    "form_field": [
        "First Name *",
        "Email (required)",
        "Please enter your name here",
        "This field is required.",
    ],
    "call_to_action": [
        "Request a demo",
        "Sign up now!",
        "En savoir plus",
        "$5.49 at Rope World",
        "Buy now at Tar & Sons",
    ],
    "image_description": [
        "Screenshot of the tide table in March",
        "An illustration of a wall, with boats.",
        "Search Icon",
    ],
    "tag_list": ["Tags: coast, wall", "Filed Under: Harbour", "Étiquettes : port, mur"],
    "follow_prompt": ["Find us on Facebook", "Suivez-nous sur Instagram", "Sign in", "Forgot password?"],
    "cookie_notice": [
        "This site uses cookies",
        "We and our partners use cookies on your device.",
        "Reject all",
        "Cookie Policy",
    ],
    "affiliate_notice": [
        "As an Amazon Associate, the Log earns from qualifying purchases.",
        "All is selected independently by our team; we may earn a commission for what you buy.",
    ],
    "disclaimer": [
        "This text is for general informational purposes only and does not constitute legal advice."
    ],
}

STAYS = {
    "donation_appeal": [
        "The food bank is provided free of charge but depends on donations, its manager said.",
        "Labour relies on its members: a free vote, he said, would cost the party a donation of £500,000.",
        "He set up a monthly donation via PayPal to the strike fund and said so on stage.",
        "The hospital needs your support, the mayor told the crowd.",
    ],
    "reblog_notice": [
        "The paper agreed to republish this correction on its front page.",
        "Bloggers were welcome to attend, and many did.",
        "The licence permits anybody to copy the map.",
    ],
    "reply_form": [
        "She left a reply on his desk.",
        "Leave a reply to the ministry until Monday, he told them. Then walk out.",
        "The list of addresses will not be published, the party said.",
    ],
    "comment_count": [
        "36 comments were struck from the record.",
        "No comments from the minister were to be had that day, nor the next.",
        "There were 12 responses to the letter.",
    ],
    "like_widget": [
        "Most bloggers like this part of the coast.",
        "Like this wall, that one leaks.",
        "People like this are rare.",
    ],
    "reaction_bar": ["Like love, hate is blind.", "Wow, that was sad.", "Angry and sad, they left."],
    "related_posts": [
        "Related posts in the ministry were left vacant.",
        "Read more about walls in his book.",
        "The most popular wall is this.",
    ],
    "subscribe_footer": [
        "Discover more from what she wrote. It is all there.",
        "Historians get access to the archive on weekdays.",
        "They subscribe to the view that walls are for keeping.",
    ],
    "newsletter_prompt": [
        "The newsletter of the union went out on Friday.",
        "Parents can sign up for the trial until Friday.",
        "The form asks for an email address and a date of birth, the court heard.",
    ],
    "privacy_notice": [
        "The firm’s privacy policy said nothing about children.",
        "He asked to see the terms and conditions of the sale.",
        "Members unsubscribe from the union in droves.",
    ],
    "option_list": [
        "The minister named four goals:\n  • Safer boats\n  • Better ropes\n  • Stronger sails\n  • Less tar",
        "What we bought:\n  1. Rope\n  2. Tar\n  3. Sails\n  4. Boats",
        "He chose four:\n  • Ada\n  • Jan\n  • Kim\n  • Lee",
    ],
    "partner_content": [
        "The content from our partners is reviewed by nobody, she wrote.",
        "Around the web\n\nThe spider waits for hours.",
        "The advertisement was withdrawn.",
    ],
    "image_name": [
        "They painted it 400x400 cm in size.",
        "Save it as harbour.png and send it.",
        "The file is called IMG_2043.JPG, she said.",
    ],
    "share_bar": ["Share prices fell on Friday.", "Share the road", "He owns 12 shares"],
    "page_navigation": ["The next story is about a boat.", "Previous owners of the wall", "Top of the wall"],
    "reading_time": ["It is a four-minute read for those who know the wall.", "Reading room, 12 May"],
    "advertisement": ["The advertisement was withdrawn.", "The story continues below the wall."],
    "media_player": ["Listen to this wall.", "The current time is nine.", "Volume of the stone"],
    "rating_widget": ["Average rating: 4.9", "Thank you for your letter, he wrote."],
    "form_field": ["Name and address", "The phone number is required by law."],
    "call_to_action": ["Contact us if the wall leaks.", "Download speeds fell", "Buy rope from Ada or Jan."],
    "image_description": ["A photo of the wall hangs in the hall: it is by Jan.", "A style icon"],
    "tag_list": ["Tags were put on all sheep.", "tags = { wall }"],
    "follow_prompt": ["Follow us, he said.", "Sign in at the door", "She likes us on Facebook best."],
    "cookie_notice": ["The firm uses cookies on its pages.", "They accept all comers."],
    "affiliate_notice": [
        "We may earn a commission if you buy through our links.",
        "An independent review of the links",
    ],
    "disclaimer": [
        "The chart is for educational purposes only.",
        "She gave him legal advice, for information only.",
    ],
}


@cache
def general() -> RuleSet:
    return load_rules().without_sites()


def removed(text: str) -> list[tuple[str, str]]:
    """What the general rules remove from a page: step and text."""
    spans = clean_batch(pages_of({"page": text}), general()).spans
    return [(row["step"], row["text"]) for row in spans.to_dicts() if row["label"] == "removed"]


@pytest.mark.parametrize(
    ("step", "block"), [(step, block) for step, blocks in GOES.items() for block in blocks]
)
def test_another_wording_of_the_idea_goes(step: str, block: str) -> None:
    found = removed(f"{TITLE}\n\n{PROSE}\n\n{block}\n\n{MORE}")
    words = " ".join(text for name, text in found if name == step)
    wanted = block.split("\n", 1)[1] if step == "option_list" else block
    assert words.split() == wanted.split(), found


@pytest.mark.parametrize(
    ("step", "block"), [(step, block) for step, blocks in STAYS.items() for block in blocks]
)
def test_what_only_resembles_it_stays(step: str, block: str) -> None:
    assert removed(f"{TITLE}\n\n{PROSE}\n\n{block}\n\n{MORE}") == []


@pytest.mark.parametrize("name", ["Uncategorized", "UNCATEGORISED", "Sin categoría", "Allgemein"])
def test_a_placeholder_of_a_section_goes_and_leaves_no_section(name: str) -> None:
    text = f"{name}\n\n{TITLE}\n\n{PROSE}"
    assert removed(text) == [("category_placeholder", name)]
    article = clean_batch(pages_of({"page": text}), general()).articles.row(0, named=True)
    assert (article["section"], article["title"]) == (None, TITLE)


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE}\n\n{PROSE}\n\nUncategorized\n\n{MORE}",
        f"{TITLE}\n\nUncategorized goods lay on the quay.\n\n{PROSE}",
        f"Uncategorized waste on the quay\n\n{PROSE}",
    ],
    ids=["below prose", "in a sentence", "in a title"],
)
def test_the_word_of_a_placeholder_elsewhere_stays(text: str) -> None:
    assert removed(text) == []


@pytest.mark.parametrize(
    ("slogan", "below"),
    [
        ("Old ropes,\nnew knots.", "  1. Coast\n3 March 2019"),
        ("All the news of the quay.", "3 March 2019"),
        ("Tide by tide!", "  1. Home\n  2. Coast"),
    ],
)
def test_a_slogan_above_section_or_date_goes(slogan: str, below: str) -> None:
    assert ("site_tagline", slogan) in removed(f"{slogan}\n\n{below}\n\n{TITLE}\n\n{PROSE}")


@pytest.mark.parametrize(
    "text",
    [
        f"It fell.\n\n3 March 2019\n\n{PROSE}",
        f"{TITLE}\n\n3 March 2019\n\n{PROSE}",
        f"Old ropes, new knots.\n\n{PROSE}\n\n3 March 2019",
    ],
    ids=["no title follows", "it is the title", "prose follows"],
)
def test_what_only_resembles_a_slogan_stays(text: str) -> None:
    assert removed(text) == []


SEED_STEPS = {
    "000": ["image_name", "donation_appeal", "reblog_notice", "reply_form", "like_widget"],
    "001": [
        "category_placeholder",
        "lead_image",
        "donation_appeal",
        "reblog_notice",
        "comment_count",
        "reply_form",
        "subscribe_footer",
    ],
    "002": [
        "category_placeholder",
        "image_name",
        "donation_appeal",
        "reblog_notice",
        "comment_count",
        "reply_form",
        "subscribe_footer",
    ],
    "003": ["reaction_bar", "related_posts"],
    "004": ["site_tagline", "newsletter_prompt", "option_list", "privacy_notice", "partner_content"],
}


@pytest.mark.parametrize(("seed", "steps"), SEED_STEPS.items())
def test_without_the_files_of_sites_nothing_of_a_seed_is_missed(seed: str, steps: list[str]) -> None:
    (path,) = SEEDS.glob(f"{seed}_*.txt")
    pages = pages_of({path.stem: path.read_bytes().decode("utf-8")})
    known, unknown = clean_batch(pages), clean_batch(pages, general())
    found = [row["step"] for row in unknown.spans.to_dicts() if row["label"] == "removed"]
    assert found == steps
    assert unknown.articles.drop("site").equals(known.articles.drop("site"))
    assert unknown.articles["site"].to_list() == [None]
    assert unknown.comments.equals(known.comments)
