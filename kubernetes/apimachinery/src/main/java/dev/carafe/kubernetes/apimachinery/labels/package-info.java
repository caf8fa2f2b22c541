/**
 * Selectors over labels: reading, writing, matching (k8s.io/apimachinery/pkg/labels).
 *
 * <p>Selectors are immutable and safe to share; matching allocates nothing.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.labels;

import org.jspecify.annotations.NullMarked;
