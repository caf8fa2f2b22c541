/**
 * Selectors over an object's fields, such as {@code spec.nodeName=n} (k8s.io/apimachinery/pkg/fields).
 *
 * <p>Which fields a kind offers is for its registry to say. Selectors are immutable and safe to share.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.fields;

import org.jspecify.annotations.NullMarked;
