/**
 * Paths into objects as {@code kubectl} and printer columns write them, such as {@code
 * .status.conditions[?(@.type=="Ready")].status} (k8s.io/client-go/util/jsonpath).
 *
 * <p>Immutable values; no threads, no I/O. Knows trees only. A path is bounded in length, and what it finds in number.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.jsonpath;

import org.jspecify.annotations.NullMarked;
