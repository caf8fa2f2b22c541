/**
 * Ranges from which services get addresses and ports (upstream's pkg/registry/core/service/allocator), and which slot of one is
 * given next.
 *
 * <p>Pure.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.allocator;

import org.jspecify.annotations.NullMarked;
