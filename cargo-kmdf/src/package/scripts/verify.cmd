@echo off
rem Says whether the installed driver $DRIVER$ works.
rem Exit code: 0 = it works; another = a check failed: that of the failed command, else 1.
setlocal EnableExtensions DisableDelayedExpansion
set "system=%SystemRoot%\System32"
rem A 32-bit prompt reaches the 64-bit programs only by this name.
if defined PROCESSOR_ARCHITEW6432 set "system=%SystemRoot%\Sysnative"
set "code=1"

cd /d "%~dp0"
for %%f in ($PROGRAMS$) do (
    if not exist "%%f" (
        set "problem=%%f is missing in %~dp0"
        set "remedy=Copy %%f into the folder of the package"
        goto failed
    )
)

set "problem=The service $SERVICE$ does not exist: the driver is not installed on a device."
set "remedy=Run install.cmd"
"%system%\sc.exe" query "$SERVICE$" >nul
if not "%errorlevel%"=="0" goto failed
echo ok: the service $SERVICE$ exists
$COMMANDS$
echo The driver works.
exit /b 0

:failed
echo verify.cmd stopped: %problem% 1>&2
echo To do: %remedy%, then run verify.cmd again. 1>&2
exit /b %code%

rem Succeeds if Windows runs the driver, for a driver whose manifest names no command.
:running
set "problem=The service $SERVICE$ does not run: no device of the driver is started."
set "remedy=Look for the device and its problem code in Device Manager"
"%system%\sc.exe" query "$SERVICE$" | "%system%\find.exe" "RUNNING" >nul
if not "%errorlevel%"=="0" exit /b 1
echo ok: the service $SERVICE$ runs
exit /b 0

rem Runs a command of the driver's manifest.
:run
echo running: %*
%*
set "code=%errorlevel%"
set "problem=%* failed with exit code %code%."
set "remedy=Read the message of the command above"
exit /b %code%
