/**
 * The Kubernetes kinds: typed views and resource types, generated from the facts table, and the declarations that drive
 * the object engine.
 *
 * <p>One package a group and version ({@code core.v1}, {@code apps.v1}, …), as in k8s.io/api. This package itself holds
 * what all kinds share. It knows the API machinery only; it does no I/O but reading its own resources.
 */
@NullMarked
package dev.carafe.kubernetes.api;

import org.jspecify.annotations.NullMarked;
