/**
 * What is wrong with roles, quotas, limits, priorities and flow control (upstream's pkg/apis/.../validation).
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.validation.policy;

import org.jspecify.annotations.NullMarked;
