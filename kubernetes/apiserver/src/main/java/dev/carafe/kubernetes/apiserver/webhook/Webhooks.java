package dev.carafe.kubernetes.apiserver.webhook;

import dev.carafe.kubernetes.apiserver.span.Spans;

/**
 * What webhooks are asked by.
 *
 * @param services where those are that are services of the cluster
 * @param spans tells how long they take
 */
public record Webhooks(ServiceAddresses services, Spans spans) {}
