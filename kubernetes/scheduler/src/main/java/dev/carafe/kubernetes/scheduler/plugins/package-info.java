/** The plugins, a class each, named as upstream's. All are stateless and look only at what the framework hands them. */
@NullMarked
package dev.carafe.kubernetes.scheduler.plugins;

import org.jspecify.annotations.NullMarked;
