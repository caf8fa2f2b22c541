/**
 * What is wrong with which field: paths and errors as upstream renders them (k8s.io/apimachinery/pkg/util/validation/field).
 *
 * <p>Values only; no threads, no I/O.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.field;

import org.jspecify.annotations.NullMarked;
