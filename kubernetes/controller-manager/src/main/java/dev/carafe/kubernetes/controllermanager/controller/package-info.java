/**
 * What the controllers share: ownership, expectations, making and ranking of pods (k8s.io/kubernetes
 * pkg/controller).
 *
 * <p>Knows the client and no controller. Values and thread-safe classes only.
 */
@NullMarked
package dev.carafe.kubernetes.controllermanager.controller;

import org.jspecify.annotations.NullMarked;
