/**
 * What is wrong with policies and webhooks of admission, their expressions compiled (upstream's pkg/apis/.../validation).
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.validation.admission;

import org.jspecify.annotations.NullMarked;
