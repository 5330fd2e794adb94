// clang-format off
#include "kr/planned_commands.hpp"

namespace kestrun::kr {

namespace {

constexpr const char* names[] = {
    "Add-KrAddCallbacksAutomation", "Add-KrAntiforgeryMiddleware", "Add-KrAntiforgeryTokenRoute", "Add-KrApiDocumentationRoute",
    "Add-KrApiKeyAuthentication", "Add-KrBasicAuthentication", "Add-KrCacheMiddleware", "Add-KrCacheResponse", "Add-KrClaimPolicy",
    "Add-KrClientCertificateAuthentication", "Add-KrCommonAccessLogMiddleware", "Add-KrCompressionMiddleware",
    "Add-KrCookiesAuthentication", "Add-KrCorsPolicy", "Add-KrDistributedRedisCache", "Add-KrDistributedSqlServerCache", "Add-KrEndpoint",
    "Add-KrEnrichEnvironment", "Add-KrEnrichErrorRecord", "Add-KrEnrichExceptionDetail", "Add-KrEnrichFromLogContext",
    "Add-KrEnrichProcessId", "Add-KrEnrichProcessName", "Add-KrEnrichProperty", "Add-KrFaviconMiddleware", "Add-KrFileServerMiddleware",
    "Add-KrFormOption", "Add-KrFormRoute", "Add-KrForwardedHeader", "Add-KrGitHubAuthentication", "Add-KrHealthEndpoint",
    "Add-KrHealthHttpProbe", "Add-KrHealthProbe", "Add-KrHealthProcessProbe", "Add-KrHostFiltering", "Add-KrHsts",
    "Add-KrHtmlTemplateRoute", "Add-KrHttpsRedirection", "Add-KrJWTAudience", "Add-KrJWTBearerAuthentication", "Add-KrJWTClaim",
    "Add-KrJWTHeader", "Add-KrJWTIssuer", "Add-KrJWTSubject", "Add-KrListenUnixSocket", "Add-KrLocalizationMiddleware", "Add-KrMapRoute",
    "Add-KrNamedPipeListener", "Add-KrOAuth2Authentication", "Add-KrOpenApiComponent", "Add-KrOpenApiContact", "Add-KrOpenApiExtension",
    "Add-KrOpenApiExternalDoc", "Add-KrOpenApiInfo", "Add-KrOpenApiInline", "Add-KrOpenApiLicense", "Add-KrOpenApiRoute",
    "Add-KrOpenApiServer", "Add-KrOpenApiTag", "Add-KrOpenIdConnectAuthentication", "Add-KrPowerShellRazorPagesRuntime",
    "Add-KrRazorPageService", "Add-KrRequestDecompressionMiddleware", "Add-KrRouteGroup", "Add-KrScheduling", "Add-KrScriptBlock",
    "Add-KrSession", "Add-KrSignalRHubMiddleware", "Add-KrSinkConsole", "Add-KrSinkEventLog", "Add-KrSinkFile", "Add-KrSinkHttp",
    "Add-KrSinkPowerShell", "Add-KrSinkSyslogLocal", "Add-KrSinkSyslogTcp", "Add-KrSinkSyslogUdp", "Add-KrSseBroadcastMiddleware",
    "Add-KrStaticFilesMiddleware", "Add-KrTasksService", "Add-KrUserClaim", "Add-KrWindowsAuthentication", "Build-KrClaimPolicy",
    "Build-KrJWT", "Build-KrOpenApiDocument", "Clear-KrEnvironmentOverride", "Clear-KrSession", "Close-KrLogger",
    "ConvertFrom-KrJwkJsonToCertificate", "ConvertFrom-KrYaml", "ConvertTo-KrBase64Url", "ConvertTo-KrJwkJson", "ConvertTo-KrYaml",
    "Copy-KrJWTTokenBuilder", "Enable-KrConfiguration", "Enable-KrExceptionHandling", "Enable-KrStatusCodePage", "Expand-KrObject",
    "Export-KrCertificate", "Export-KrOpenApiDocument", "Export-KrSharedState", "Get-KrBuiltTargetFrameworkVersion",
    "Get-KrCertificatePurpose", "Get-KrDefaultLogger", "Get-KrEnvironment", "Get-KrFeatureSupport", "Get-KrFormOption",
    "Get-KrFormPartRule", "Get-KrJWTInfo", "Get-KrJWTToken", "Get-KrJWTValidationParameter", "Get-KrJwkThumbprint",
    "Get-KrLocalizationCulture", "Get-KrLocalizedString", "Get-KrLock", "Get-KrLoggerLevelSwitch", "Get-KrOpenApiDocument",
    "Get-KrRequestBody", "Get-KrRequestCookie", "Get-KrRequestForm", "Get-KrRequestHeader", "Get-KrRequestQuery",
    "Get-KrRequestRouteParam", "Get-KrRoot", "Get-KrScheduleReport", "Get-KrScheduleSnapshot", "Get-KrServer", "Get-KrServiceDescriptor",
    "Get-KrSessionByte", "Get-KrSessionInt32", "Get-KrSessionString", "Get-KrSharedState", "Get-KrSignalRConnectedClient",
    "Get-KrSinkJsonFormatter", "Get-KrSseConnectedClientCount", "Get-KrTask", "Get-KrTaskResult", "Get-KrTaskState", "Get-KrVersion",
    "Import-KrCertificate", "Import-KrSharedState", "Initialize-KrRoot", "Invoke-KrChallenge", "Invoke-KrCookieSignIn",
    "Invoke-KrCookieSignOut", "Invoke-KrWebRequest", "Limit-KrJWTNotBefore", "Limit-KrJWTValidity", "New-KrCertificateRequest",
    "New-KrClaimPolicy", "New-KrCookieBuilder", "New-KrCorsPolicyBuilder", "New-KrFormPartRule", "New-KrJWTBuilder", "New-KrLogger",
    "New-KrMapRouteOption", "New-KrOpenApiExample", "New-KrOpenApiExternalDoc", "New-KrOpenApiHeader", "New-KrOpenApiLink",
    "New-KrOpenApiServer", "New-KrOpenApiServerVariable", "New-KrPrivateKeyJwt", "New-KrProbeResult", "New-KrSelfSignedCertificate",
    "New-KrServer", "New-KrServiceDescriptor", "New-KrServicePackage", "New-KrTask", "NoDefault", "Protect-KrJWT", "Protect-KrJWTPayload",
    "Push-KrLogContextProperty", "Register-KrLogger", "Register-KrSchedule", "Remove-KrServer", "Remove-KrSession",
    "Remove-KrSharedState", "Remove-KrTask", "Resolve-KrPath", "Resume-KrSchedule", "Send-KrSignalREvent", "Send-KrSignalRGroupMessage",
    "Send-KrSignalRLog", "Send-KrSseBroadcastEvent", "Set-KrCorsCredential", "Set-KrCorsExposedHeader", "Set-KrCorsHeader",
    "Set-KrCorsMethod", "Set-KrCorsOrigin", "Set-KrCorsPreflightMaxAge", "Set-KrDefaultLogger", "Set-KrEnvironment", "Set-KrLoggerLevel",
    "Set-KrLoggerLevelSwitch", "Set-KrOpenApiErrorSchema", "Set-KrPowerShellErrorResponse", "Set-KrPythonRuntime",
    "Set-KrServerHttpsOptions", "Set-KrServerLimit", "Set-KrServerNamedPipeOptions", "Set-KrServerOptions", "Set-KrServiceDescriptor",
    "Set-KrSessionByte", "Set-KrSessionInt32", "Set-KrSessionString", "Set-KrSharedState", "Set-KrTaskName", "Start-KrServer",
    "Start-KrSseResponse", "Start-KrTask", "Stop-KrServer", "Stop-KrTask", "Suspend-KrSchedule", "Test-KrCacheRevalidation",
    "Test-KrCapability", "Test-KrCertificate", "Test-KrDebugContext", "Test-KrJWT", "Test-KrLogger", "Test-KrOpenApiDocument",
    "Test-KrRoute", "Update-KrJWT", "Update-KrSynchronizedCounter", "Use-KrLock", "Write-KrBinaryResponse", "Write-KrBsonResponse",
    "Write-KrCborResponse", "Write-KrCsvResponse", "Write-KrErrorResponse", "Write-KrFileResponse", "Write-KrFormUrlEncodedResponse",
    "Write-KrHtmlResponse", "Write-KrJsonResponse", "Write-KrLog", "Write-KrRedirectResponse", "Write-KrResponse", "Write-KrSseEvent",
    "Write-KrStatusResponse", "Write-KrStreamResponse", "Write-KrTextResponse", "Write-KrXmlResponse", "Write-KrYamlResponse",
};

} // namespace

std::span<const char* const> planned_commands() { return names; }

} // namespace kestrun::kr
