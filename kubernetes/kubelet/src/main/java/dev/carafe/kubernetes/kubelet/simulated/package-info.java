/**
 * A node that only pretends: for machines where containers cannot be run. It registers, beats and reports
 * like a kubelet, through the same classes, and runs nothing.
 */
@NullMarked
package dev.carafe.kubernetes.kubelet.simulated;

import org.jspecify.annotations.NullMarked;
