package dev.carafe.kubernetes.apiserver.endpoints;

import java.time.Duration;

/**
 * How a server watches for its clients.
 *
 * @param last how long a watch lasts at least that names no time, and at most twice as long; without end where zero
 * @param initialEvents whether one may begin with what is there
 * @param compressesLists whether one that begins so, and says when it has told all, goes compressed to a client that takes that
 */
public record WatchRules(Duration last, boolean initialEvents, boolean compressesLists) {}
