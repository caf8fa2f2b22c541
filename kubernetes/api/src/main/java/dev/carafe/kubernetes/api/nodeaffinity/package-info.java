/**
 * What a node selector selects, for those who place pods and those who run them (upstream's {@code
 * component-helpers/scheduling/corev1/nodeaffinity}). Pure.
 */
@NullMarked
package dev.carafe.kubernetes.api.nodeaffinity;

import org.jspecify.annotations.NullMarked;
