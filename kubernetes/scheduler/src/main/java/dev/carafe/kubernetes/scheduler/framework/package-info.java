/** The scheduling framework: the extension points, in upstream's words, and the pods and nodes that plugins look at. */
@NullMarked
package dev.carafe.kubernetes.scheduler.framework;

import org.jspecify.annotations.NullMarked;
