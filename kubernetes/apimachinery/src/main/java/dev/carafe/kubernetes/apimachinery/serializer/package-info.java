/**
 * Bytes to values and back in the forms that clients send: YAML beside JSON, and which of them a client asks for.
 *
 * <p>YAML is read and written as sigs.k8s.io/yaml does it, that is with the plain scalars of YAML 1.1. Nothing that a
 * client sends can cost more than its own size: depth, size and the growth by aliases are bounded. Functions only; no
 * threads, no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.serializer;

import org.jspecify.annotations.NullMarked;
