/**
 * The schemas that clients give to kinds of their own, and what they make of objects: pruning, defaults, and the declarations
 * that merging sees (k8s.io/apiextensions-apiserver/pkg/apiserver/schema).
 *
 * <p>Immutable values and functions over trees; no threads, no I/O. What does not change is shared with the input. A schema is
 * read leniently: whether it is a right one is checked when its definition is written ({@link SchemaValidator}).
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.customresource;

import org.jspecify.annotations.NullMarked;
