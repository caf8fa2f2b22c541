/** Events: asked for, and followed as they come. Threads, errors and arrows are those of the package above. */
@NullMarked
package dev.carafe.vsphere.client.event;

import org.jspecify.annotations.NullMarked;
