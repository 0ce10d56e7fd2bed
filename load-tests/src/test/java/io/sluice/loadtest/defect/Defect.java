package io.sluice.loadtest.defect;

/** What may be wrong with a {@link BreakableGateway}: one defect at a time, each of a kind that has happened to others. */
enum Defect {
    /** As it should be. */
    NONE,
    /** One order in 10,000 is answered 202 and never stored. */
    LOSES_SOME,
    /** Every order is answered 202 as soon as the producer has it, whatever the broker says later. */
    ANSWERS_BEFORE_THE_ACK,
    /** One order in 5,000 is stored a second time under an id of its own, so that the order system cannot know it again. */
    STORES_TWICE,
    /** One order in 5,000 is told the id of the order before it. */
    TELLS_ANOTHERS_ID,
    /** Every order is told a wait that is a minute too long. */
    TELLS_A_WRONG_WAIT
}
