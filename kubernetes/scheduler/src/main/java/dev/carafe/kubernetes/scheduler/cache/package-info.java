/** What runs where: nodes with their pods, those included that were just assigned and are not yet seen to be. Pure. */
@NullMarked
package dev.carafe.kubernetes.scheduler.cache;

import org.jspecify.annotations.NullMarked;
