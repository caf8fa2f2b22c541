/**
 * Pools from which services get addresses and ports (upstream's pkg/registry/core/service/allocator).
 *
 * <p>Plain state without threads or I/O: the owner guards it. What is free is rebuilt from the stored services at start, so
 * nothing here is durable.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.allocator;

import org.jspecify.annotations.NullMarked;
