/**
 * Who owns which field of an object, and what an apply may therefore change: {@code metadata.managedFields} and server-side
 * apply (k8s.io/apimachinery/pkg/util/managedfields, sigs.k8s.io/structured-merge-diff/merge; KEP 555).
 *
 * <p>Pure: the time is handed in, objects are trees. Knows {@code typed} and {@code fieldpath}.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.managedfields;

import org.jspecify.annotations.NullMarked;
