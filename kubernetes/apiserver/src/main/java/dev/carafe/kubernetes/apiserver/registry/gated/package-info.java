/**
 * Which fields a feature gate guards, and how they are dropped while it is off: from a new object always, from a changed one
 * unless the object had one of them before. Pure; knows the gates and trees, no kind's strategy.
 */
@NullMarked
package dev.carafe.kubernetes.apiserver.registry.gated;

import org.jspecify.annotations.NullMarked;
