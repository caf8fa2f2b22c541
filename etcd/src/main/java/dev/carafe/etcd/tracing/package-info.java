/**
 * Spans for a collector: OpenTelemetry's protocol, OTLP over gRPC. Nothing of it is loaded by a server that is not asked to trace.
 *
 * <p>Threads: one of the library's that sends spans in batches.
 */
@NullMarked
package dev.carafe.etcd.tracing;

import org.jspecify.annotations.NullMarked;
