package io.sluice.gateway.admission;

/** The gate's word on one order: a {@link Permit}, to be given back exactly once, or a {@link Refusal}. */
public sealed interface Admission permits Permit, Refusal {}
