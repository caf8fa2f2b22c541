/**
 * Which parts of an object are meant: steps, paths and sets of paths, and the form in which {@code managedFields} writes
 * them (sigs.k8s.io/structured-merge-diff/fieldpath; KEP 555).
 *
 * <p>Immutable values; no threads, no I/O. Knows trees only: what a step means for a kind is {@code typed}'s.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.fieldpath;

import org.jspecify.annotations.NullMarked;
