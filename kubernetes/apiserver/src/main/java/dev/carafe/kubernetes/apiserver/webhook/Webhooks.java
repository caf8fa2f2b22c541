package dev.carafe.kubernetes.apiserver.webhook;

import dev.carafe.kubernetes.apiserver.metrics.ConversionMetrics;
import dev.carafe.kubernetes.apiserver.span.Spans;

/**
 * What webhooks are asked by.
 *
 * @param services where those are that are services of the cluster
 * @param spans tells how long they take
 * @param conversions counts those that convert
 */
public record Webhooks(ServiceAddresses services, Spans spans, ConversionMetrics conversions) {}
