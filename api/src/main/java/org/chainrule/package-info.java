/** The model: {@link org.chainrule.Sequential}, the options of a fit, and what comes out of it. */
package org.chainrule;
