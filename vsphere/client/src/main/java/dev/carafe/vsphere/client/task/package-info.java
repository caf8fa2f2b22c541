/** The history of tasks. Threads, errors and arrows are those of the package above. */
@NullMarked
package dev.carafe.vsphere.client.task;

import org.jspecify.annotations.NullMarked;
