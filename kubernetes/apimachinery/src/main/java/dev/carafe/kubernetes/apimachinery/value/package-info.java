/**
 * JSON values as immutable trees: the one form in which an object exists between the wire and a typed view.
 *
 * <p>A value is a {@link dev.carafe.kubernetes.apimachinery.value.Struct}, a {@link java.util.List}, a {@link String},
 * a {@link Long}, a {@link Double}, a {@link Boolean} or
 * {@link dev.carafe.kubernetes.apimachinery.value.Null#NULL}. All of them are immutable and safe to share between
 * threads. Java's {@code null} never occurs inside a tree; it only says "absent". This package does no I/O; of the
 * house it knows only {@code resource} and {@code intstr}, whose values a view hands out.
 */
@NullMarked
package dev.carafe.kubernetes.apimachinery.value;

import org.jspecify.annotations.NullMarked;
