/**
 * What is wrong with devices, the claims of them, their classes and slices (resource.k8s.io) (upstream's pkg/apis/.../validation).
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.validation.device;

import org.jspecify.annotations.NullMarked;
