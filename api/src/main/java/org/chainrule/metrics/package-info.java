/** Metrics: figures reported beside the loss. */
package org.chainrule.metrics;
