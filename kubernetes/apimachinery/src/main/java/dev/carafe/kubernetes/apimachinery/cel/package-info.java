/**
 * Expressions in CEL over objects of the API: types from schemas, the function libraries of Kubernetes, costs that are estimated
 * before and counted while an expression runs (k8s.io/apiserver/pkg/cel). Parser, checker and interpreter are dev.cel's.
 *
 * <p>No threads, no I/O, no clock. Who has a schema declares its types here ({@link DeclType}); this package knows no schema.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.cel;

import org.jspecify.annotations.NullMarked;
