/**
 * Kubernetes' protobuf form (application/vnd.kubernetes.protobuf): trees to bytes and back, byte for byte as the Go
 * marshallers of k8s.io/api write them.
 *
 * <p>One codec for all kinds, driven by a table of messages: the number and type of each field, and whether Go holds it by
 * pointer, which decides whether a zero is written. Codecs are thread-safe; no threads, no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.protobuf;

import org.jspecify.annotations.NullMarked;
