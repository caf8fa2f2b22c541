/**
 * What hosts and machines use, asked of vCenter: {@code Counters} gives the counters of all hosts one numbering,
 * {@code Rollup} (pure) makes longer intervals and whole clusters of what hosts measured. Nothing is kept here: each answer is
 * made of what the hosts answer. It knows {@code entity}, and hosts by {@code host}.
 */
@NullMarked
package dev.carafe.vsphere.vcenter.performance;

import org.jspecify.annotations.NullMarked;
