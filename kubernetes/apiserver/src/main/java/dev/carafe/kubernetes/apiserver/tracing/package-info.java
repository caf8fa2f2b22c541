/**
 * Tells a collector what requests the server answers and how long each took (component-base/tracing and
 * apiserver/pkg/endpoints/filters/traces.go): OpenTelemetry's protocol, OTLP over gRPC. Only {@code TracingConfiguration} is loaded
 * by a server that is not asked to trace.
 *
 * <p>Threads: one of the library's that sends spans in batches.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.tracing;

import org.jspecify.annotations.NullMarked;
