package dev.carafe.kubernetes.apiserver.endpoints;

import java.time.Duration;

/**
 * How a server watches for its clients.
 *
 * @param last how long a watch lasts at least that names no time, and at most twice as long; without end where zero
 * @param initialEvents whether one may begin with what is there
 */
public record WatchRules(Duration last, boolean initialEvents) {}
