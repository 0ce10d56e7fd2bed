package io.sluice.gateway.operator;

/** Where operators are served: one desk for the drain, one for what is sold out, one for dead letters. */
public record OperatorDesks(DrainDesk drain, SoldOutDesk soldOut, LetterDesk letters) {}
