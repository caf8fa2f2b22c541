/** Performance counters by name, and their samples. Threads, errors and arrows are those of the package above. */
@NullMarked
package dev.carafe.vsphere.client.performance;

import org.jspecify.annotations.NullMarked;
