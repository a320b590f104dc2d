package bank.withdrawals.remote;

import org.springframework.integration.config.EnableIntegration;

/**
 * What Spring Integration needs beside the channels. Not nested in a component, because Spring
 * takes a nested class with an import for a part of the main context.
 */
@EnableIntegration
final class IntegrationParts {}
