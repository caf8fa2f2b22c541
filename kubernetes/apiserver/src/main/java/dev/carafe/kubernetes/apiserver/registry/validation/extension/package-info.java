/**
 * What is wrong with definitions of custom resources and with registered API services (upstream's pkg/apis/.../validation).
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.validation.extension;

import org.jspecify.annotations.NullMarked;
