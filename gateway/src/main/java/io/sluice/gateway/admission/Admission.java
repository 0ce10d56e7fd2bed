package io.sluice.gateway.admission;

import org.jspecify.annotations.Nullable;

/** The gate's word on one order: a {@link Permit}, to be given back exactly once, or a {@link Refusal}. */
public sealed interface Admission permits Permit, Refusal {

    /** What the client has left of its rate; null if it has no limit or was not asked about it. */
    @Nullable Quota quota();
}
