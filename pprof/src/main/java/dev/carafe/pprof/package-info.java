/**
 * What a running server tells of itself at {@code /debug/pprof/}, in the place of Go's net/http/pprof: {@link
 * dev.carafe.pprof.Profiles}. No server's own: whoever serves HTTP hands in a {@link dev.carafe.pprof.ProfileExchange}.
 *
 * <p>Threads: none of its own; a recording keeps its caller for as long as it lasts. Arrows: knows nobody in the house.
 */
@NullMarked
package dev.carafe.pprof;

import org.jspecify.annotations.NullMarked;
