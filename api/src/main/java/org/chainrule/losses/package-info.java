/** Losses: a value to bring down, and its gradient by the prediction. */
package org.chainrule.losses;
