/** What commands take and tell in the same words. Knows nothing of what they do. */
@NullMarked
package io.sluice.loadtest.cli;

import org.jspecify.annotations.NullMarked;
